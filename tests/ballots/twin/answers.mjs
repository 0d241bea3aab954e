// Compares the JavaScript twin with the known answers of tests/vectors/ballots. Imports nothing, so
// that node and a browser run the very same: `twin` holds the twin's modules, `known` the files.

function refusal(work) {
  try {
    work();
  } catch (error) {
    return error;
  }
  return null;
}

/** What differs, one line each; and how many answers were compared. */
export function compare(twin, known) {
  const { credentials, group, hashing, ranking, voting } = twin;
  const differences = [];
  let compared = 0;
  const same = (what, found, expected) => {
    compared += 1;
    if (String(found) !== String(expected)) differences.push(`${what}: ${found} for ${expected}`);
  };

  for (const { prefix, elements, value } of known.hashing.challenge) {
    same("challenge", hashing.challenge(prefix, elements), value);
  }
  for (const { text, value } of known.hashing.fingerprint) {
    same("fingerprint", hashing.fingerprint(text), value);
  }
  for (const { value, text } of known.hashing.canonical) {
    same("canonical", hashing.canonical(value), text);
  }

  same("order", group.ORDER, known.groups.order);
  for (const { exponent, element } of known.groups.powers_of_the_generator) {
    const found = group.power(group.GENERATOR, BigInt(exponent));
    same("power", group.textOf(found), element);
    same("decoded", group.textOf(group.elementOf(element)), element);
  }
  for (const { text } of known.groups.refused) {
    const error = refusal(() => group.elementOf(text));
    same(`refused ${text}`, error instanceof group.NotAnElement, true);
  }
  for (const { integers, element } of known.groups.embedded) {
    same("embedded", group.textOf(group.embed(integers)), element);
  }

  for (const { group: name, uuid, code, secret, public: expected } of known.credentials) {
    if (name !== "Ed25519") continue;
    const found = credentials.secretOf(uuid, code);
    same("secret", found, secret);
    same("credential", group.textOf(group.power(group.GENERATOR, found)), expected);
    same("spaces", credentials.normalCode(code.replaceAll("-", " ")), code);
    same("cut", refusal(() => credentials.normalCode(code.slice(1))) instanceof credentials.BadCode, true);
  }

  for (const { chosen, integers, ...rule } of known.ranking.choices) {
    same("ranking", ranking.toIntegers(rule, chosen), integers);
    const twice = [...chosen, ...chosen.slice(-1), -1];
    const error = refusal(() => ranking.toIntegers(rule, twice));
    same("no ranking", error instanceof ranking.NotAChoice, true);
  }

  for (const { name, election, code, vote, scalars, ballot, tracker, ...rest } of known.ballots) {
    const drawn = scalars.map(BigInt);
    const booth = new voting.VotingBooth(election, () => drawn.shift());
    const cast = booth.cast(code, vote);
    same(`${name}: fingerprint`, booth.fingerprint, rest.fingerprint);
    same(`${name}: ballot`, cast.ballot, ballot);
    same(`${name}: tracker`, cast.tracker, tracker);
    same(`${name}: scalars left`, drawn.length, 0);
    const first = new voting.VotingBooth(election).cast(code, vote).ballot;
    const second = new voting.VotingBooth(election).cast(code, vote).ballot;
    same(`${name}: fresh randomness`, first !== second && first.length > 0, true);
    for (const bad of [[], [...vote, []], vote.map((row) => [...row, 0]), vote.map((row) => row.map(() => 300))]) {
      same(`${name}: refuses ${JSON.stringify(bad)}`, refusal(() => booth.cast(code, bad)) instanceof voting.BadVote, true);
    }
  }
  return { compared, differences };
}
