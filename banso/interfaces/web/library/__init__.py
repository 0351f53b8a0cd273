"""The metric library: what every number means, how it lies, where it is used, and a workspace's own."""
