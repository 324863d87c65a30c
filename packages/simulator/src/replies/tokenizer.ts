/**
 * A simple lossless tokenizer: the tokens joined are the text. Words of up to twelve letters carry their leading
 * space, digits and ideographs stand alone, as in the byte-pair vocabularies that it stands in for.
 */
const token =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]| ?'?[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Arabic}\p{Script=Hebrew}\p{M}]{1,12}|\p{N}|\n+ ?| ?[^\s\p{L}\p{N}]|[\s\S]/gu;

export function tokenize(text: string): string[] {
  return text.match(token) ?? [];
}

export function countTokens(text: string): number {
  return text === '' ? 0 : tokenize(text).length;
}
