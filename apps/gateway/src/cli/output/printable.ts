/** A name may hold anything; in a terminal a control character could move the cursor or hide what follows. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '�');
}
