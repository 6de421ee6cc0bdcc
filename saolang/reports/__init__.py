"""Floor 3: reads everything, changes nothing.

facts      the populations of data/indicators/vocabulary.yaml, each one pass of SQL
figures    one indicator asked freely
standings  a plan read on a day: every target with value, verdict, pace, forecast
exports    the same reading as XLSX, PDF, CSV and JSON
changes    what two issued reports of a plan say differently
"""
