import { styleText } from 'node:util';

export type Style = 'bold' | 'dim' | 'green' | 'yellow' | 'red';

/** Gives a text a colour, or leaves it as it is where nobody sees colours. */
export type Paint = (style: Style, text: string) => string;

export function createPaint(color: boolean): Paint {
  // Whether the stream takes colours has been decided by `color`, so it isn't looked at again.
  return (style, text) => (color ? styleText(style, text, { validateStream: false }) : text);
}
