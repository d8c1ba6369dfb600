"""What listens on a port: who may come in, passwords, the Model Context Protocol."""
