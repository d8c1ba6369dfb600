"""The models that write and embed: chat, prompts, the llama.cpp process, model files."""
