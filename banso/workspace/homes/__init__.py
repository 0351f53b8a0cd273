"""The workspaces of one installation: folders under BANSO_HOME, and a small list of them (rules.md R16).

Nothing here opens another workspace's records. What a web process and ``banso up`` tell each other
stands in files of BANSO_HOME: ``workspaces.json`` says what is wanted, ``up.json`` what is running.
"""
