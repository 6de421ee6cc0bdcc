"""A demonstration: the published products of five provinces, completed with made-up ones, from 2019 to November 2026.

    shapes     what `data/demonstration/provinces.yaml` asks for, round by round
    published  the real products, as their sources have them
    histories  lives of products and producers that meet the shapes; no database
    crowd      many more such lives, for the larger demonstrations; no database
    words      names of what is made up
    entry      the day an office entered what happened
    records    lives as rows of the database
    loading    all of it, into an empty installation
    sign_ins   who may sign in, and with which password

Everything comes from one seed: the same rows every time.
"""
