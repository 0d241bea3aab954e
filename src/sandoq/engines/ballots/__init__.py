"""Ballots: the Belenios version 1 election archive, writer and strict verifier.

Pure: no framework, no database, no clock. The protocol is described in `docs/protocols/ballots.md`,
whose sections the code cites. The doors, imported where they are used so that nothing is loaded in
vain:

    verify.verify_archive       check an archive, get a `Report` of numbered findings
    actions                     cast, close_and_tally, shuffle, decrypt, publish_result
    starting.begin              a new archive with its setup
    secret_side                 voters' codes, trustees' keys, encryption: libsodium
    ranking.Ranking             a choice of k of n as one non-homomorphic answer
    arithmetic.Verifying        the interface of arithmetic engines; `choice.choose_engine`
    command.add_parsers         `sandoq ballots …` and `sandoq verify`
"""
