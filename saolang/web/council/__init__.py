"""Pages for councils: score sheets, the secretary's cockpit, results."""
