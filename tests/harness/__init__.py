"""What tests stand on: databases of their own, the whole site as processes, no way out to the network."""
