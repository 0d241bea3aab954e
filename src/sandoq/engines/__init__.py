"""Pure engines: plain values in, plain values out; no framework, never each other."""
