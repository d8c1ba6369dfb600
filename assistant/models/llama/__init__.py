"""llama.cpp in a child process: the protocol, the engine, whose turn it is."""
