"""The codecs by protocol version."""

from sandoq.engines.ballots.codec import Codec, v1

CODECS: dict[int, Codec] = {1: v1}
