import type { Random } from '../random.ts';

const openings = ['The', 'A', 'Every', 'One', 'That'] as const;
const nouns = [
  'river',
  'answer',
  'question',
  'garden',
  'machine',
  'winter',
  'lantern',
  'story',
  'market',
  'harbour',
] as const;
const verbs = ['follows', 'holds', 'explains', 'crosses', 'remembers', 'carries'] as const;
const qualities = ['quiet', 'small', 'bright', 'patient', 'old', 'careful'] as const;

/** A word that stands for a value. */
export function inventWord(random: Random): string {
  return `${random.pick(qualities)} ${random.pick(nouns)}`;
}

/** Plain sentences, one to four of them. */
export function inventText(random: Random): string {
  return Array.from({ length: 1 + random.below(4) }, () => inventSentence(random)).join(' ');
}

/** Text of exactly this many tokens, each a word with its leading space. */
export function inventTokens(random: Random, length: number): string[] {
  const lists = [qualities, nouns, verbs] as const;
  return Array.from({ length }, (_, index) => {
    const word = random.pick(lists[index % lists.length] ?? nouns);
    return index === 0 ? word : ` ${word}`;
  });
}

function inventSentence(random: Random): string {
  const subject = `${random.pick(openings)} ${random.pick(qualities)} ${random.pick(nouns)}`;
  return `${subject} ${random.pick(verbs)} the ${random.pick(nouns)}.`;
}
