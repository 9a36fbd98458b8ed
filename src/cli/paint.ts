import { styleText } from 'node:util';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';
export type Paint = (style: Style, text: string) => string;

/** Whether the terminal takes colours is known already: nothing is asked of the stream again. */
export function createPaint(hasColour: boolean): Paint {
  return (style, text) =>
    hasColour && text !== '' ? styleText(style, text, { validateStream: false }) : text;
}
