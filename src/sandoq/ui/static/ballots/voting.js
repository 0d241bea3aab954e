// A whole ballot with all its proofs (docs/protocols/ballots.md § 8): the twin of
// engines/ballots/secret_side/voting.py, held to the same known answers (tests/vectors/ballots).

import { secretOf } from "./credentials.js";
import {
  GENERATOR,
  IDENTITY,
  elementOf,
  embed,
  power,
  prepared,
  randomScalar,
  reduce,
  textOf,
} from "./group.js";
import { canonical, challenge, fingerprint } from "./hashing.js";

export class BadVote extends Error {
  constructor(question, reason) {
    super(`question ${question}: ${reason}`);
    this.question = question;
    this.reason = reason;
  }
}

const systemBytes = (size) => crypto.getRandomValues(new Uint8Array(size));
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
const plain = ({ c, r }) => ({ challenge: String(c), response: String(r) });

export class VotingBooth {
  /**
   * @param {string} election the record `election` of the archive, byte for byte
   * @param {() => bigint} [scalar] draws uniform scalars; for known answers only
   */
  constructor(election, scalar = () => randomScalar(systemBytes)) {
    this.election = JSON.parse(election);
    if (this.election.version !== 1 || this.election.group !== "Ed25519") {
      throw new Error("not an Ed25519 election of version 1");
    }
    this.fingerprint = fingerprint(election);
    const key = elementOf(this.election.public_key);
    if (key.is0()) throw new Error("the election's key is the identity");
    this.key = prepared(key);
    this.scalar = scalar;
  }

  /** The ballot of this vote and its tracker; throws BadVote or BadCode before encrypting. */
  cast(code, vote) {
    checkVote(this.election.questions, vote);
    const secret = secretOf(this.election.uuid, code);
    const credential = textOf(power(GENERATOR, secret));
    const s0 = `${this.fingerprint}|${credential}`;
    const answers = this.election.questions.map((question, i) =>
      question.type === "NonHomomorphic"
        ? this.raw(vote[i], s0)
        : this.homomorphic(question, vote[i], s0),
    );
    const unsigned = {
      election_uuid: this.election.uuid,
      election_hash: this.fingerprint,
      credential,
      answers,
    };
    const hash = fingerprint(canonical(unsigned));
    const proof = plain(this.schnorr(`sig|${hash}|`, secret));
    const ballot = canonical({ ...unsigned, signature: { hash, proof } });
    return { ballot, tracker: fingerprint(ballot) };
  }

  /** c = H(prefix, [g^w]), r = w - secret·c. */
  schnorr(prefix, secret) {
    const w = this.scalar();
    const c = challenge(prefix, [textOf(power(GENERATOR, w))]);
    return { c, r: reduce(w - secret * c) };
  }

  raw(values, s0) {
    const carried = embed(values);
    const r = this.scalar();
    const alpha = textOf(power(GENERATOR, r));
    const beta = textOf(power(this.key, r).add(carried));
    const prefix = `raweg|${s0}|${this.election.public_key},${alpha},${beta}|`;
    return { choices: { alpha, beta }, proof: plain(this.schnorr(prefix, r)) };
  }

  homomorphic(question, choices, s0) {
    const entries = choices.map((value) => this.encrypt(value));
    const texts = entries.map(({ alpha, beta }) => [textOf(alpha), textOf(beta)]);
    const individual = entries.map((entry, i) => {
      const both = [0, 1].map((value) => ({ ...entry, value }));
      return this.prove(`prove|${s0}|${texts[i]}|`, both, entry.value, entry.r).map(plain);
    });
    const s1 = `${s0}|${texts}`;
    const sums = question.blank ? this.proveBlank(question, entries, s1) : this.proveSum(question, entries, s1);
    return {
      choices: texts.map(([alpha, beta]) => ({ alpha, beta })),
      individual_proofs: individual,
      ...sums,
    };
  }

  encrypt(value) {
    const r = this.scalar();
    const shared = power(this.key, r);
    // Both are computed, so that time does not tell which.
    const either = [shared, shared.add(GENERATOR)];
    return { alpha: power(GENERATOR, r), beta: either[value], value, r };
  }

  proveSum(question, entries, s1) {
    const total = together(entries);
    const prefix = `prove|${s1}|${textOf(total.alpha)},${textOf(total.beta)}|`;
    const true_ = total.value - question.min;
    return { overall_proof: this.prove(prefix, allowed(question, total), true_, total.r).map(plain) };
  }

  proveBlank(question, entries, s1) {
    const blank = entries[0];
    const total = together(entries.slice(1));
    const either = [{ ...blank, value: 1 }, ...allowed(question, total)];
    const [witness, true_] = blank.value ? [blank, 0] : [total, 1 + total.value - question.min];
    const overall = this.prove(`bproof1|${s1}|`, either, true_, witness.r);
    const notBoth = [blank, total].map((entry) => ({ ...entry, value: 0 }));
    const [other, place] = blank.value ? [total, 1] : [blank, 0];
    const blankProof = this.prove(`bproof0|${s1}|`, notBoth, place, other.r);
    return { overall_proof: overall.map(plain), blank_proof: blankProof.map(plain) };
  }

  /** c and r of each statement "(α, β) encrypts value", of which the one at `true_` holds. */
  prove(prefix, statements, true_, randomness) {
    const w = this.scalar();
    let others = 0n;
    const commitments = [];
    const proofs = statements.map(({ alpha, beta, value }, i) => {
      if (i === true_) {
        commitments.push(textOf(power(GENERATOR, w)), textOf(power(this.key, w)));
        return null;
      }
      const c = this.scalar();
      const r = this.scalar();
      const shifted = beta.subtract(power(GENERATOR, BigInt(value)));
      commitments.push(
        textOf(power(GENERATOR, r).add(power(alpha, c))),
        textOf(power(this.key, r).add(power(shifted, c))),
      );
      others += c;
      return { c, r };
    });
    const c = reduce(challenge(prefix, commitments) - others);
    proofs[true_] = { c, r: reduce(w - randomness * c) };
    return proofs;
  }
}

function together(entries) {
  return {
    alpha: entries.reduce((point, entry) => point.add(entry.alpha), IDENTITY),
    beta: entries.reduce((point, entry) => point.add(entry.beta), IDENTITY),
    value: sum(entries.map((entry) => entry.value)),
    r: reduce(entries.reduce((total, entry) => total + entry.r, 0n)),
  };
}

function allowed({ min, max }, total) {
  return Array.from({ length: max - min + 1 }, (_, i) => ({ ...total, value: min + i }));
}

/** Refuses what the questions do not allow, before anything is encrypted. */
export function checkVote(questions, vote) {
  if (vote.length !== questions.length) throw new BadVote(0, "number-of-questions");
  questions.forEach((question, i) => {
    if (question.type === "NonHomomorphic") checkIntegers(i + 1, question.value, vote[i]);
    else checkChoices(i + 1, question, vote[i]);
  });
}

function checkIntegers(number, question, values) {
  if (values.length !== question.answers.length) throw new BadVote(number, "number-of-entries");
  if (values.length > 30) throw new BadVote(number, "too-many");
  if (!values.every((v) => Number.isInteger(v) && v >= 0 && v < 256)) {
    throw new BadVote(number, "out-of-range");
  }
}

function checkChoices(number, question, choices) {
  const blank = question.blank ? 1 : 0;
  if (choices.length !== question.answers.length + blank) {
    throw new BadVote(number, "number-of-entries");
  }
  if (!choices.every((value) => value === 0 || value === 1)) throw new BadVote(number, "not-0-or-1");
  const total = sum(choices.slice(blank));
  if (blank && choices[0]) {
    if (total) throw new BadVote(number, "blank-with-choices");
  } else if (total < question.min || total > question.max) {
    throw new BadVote(number, "sum");
  }
}
