"""The console command ``banso``: Django's commands and ours, with errors people can act on."""
