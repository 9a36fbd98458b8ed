/** Terminal text with SGR sequences as an SVG picture. Knows what `status` uses: bold, dim, and eight colours. */
import stringWidth from 'string-width';

const THEMES = {
  dark: {
    paper: '#0d1117',
    ink: '#e6edf3',
    dim: '#848d97',
    colours: ['#484f58', '#ff7b72', '#3fb950', '#d29922', '#58a6ff', '#bc8cff', '#39c5cf', '#b1bac4'],
  },
  light: {
    paper: '#ffffff',
    ink: '#1f2328',
    dim: '#656d76',
    colours: ['#24292f', '#cf222e', '#116329', '#7d4e00', '#0969da', '#8250df', '#1b7c83', '#6e7781'],
  },
};

const CELL = { width: 8.4, height: 20, size: 14 };
const MARGIN = 16;
const FONT =
  "ui-monospace, 'SFMono-Regular', 'DejaVu Sans Mono', 'Noto Sans Mono CJK SC', Menlo, Consolas, monospace";

/** `title` is what somebody hears who cannot see the picture. */
export function svgOf(text, { theme, columns, title }) {
  const { paper, ink, dim, colours } = THEMES[theme];
  const lines = text.split('\n');
  const width = Math.ceil(columns * CELL.width + 2 * MARGIN);
  const height = lines.length * CELL.height + 2 * MARGIN;
  const fillOf = ({ colour, isDim }) => (colour === undefined ? (isDim ? dim : ink) : colours[colour]);
  let style = {};
  const rows = lines.map((line, row) => {
    const pieces = [];
    let column = 0;
    for (const { text: piece, sgr } of piecesOf(line)) {
      if (sgr !== undefined) style = styleAfter(style, sgr);
      for (const word of wordsOf(piece)) {
        const span = stringWidth(word);
        if (word.trim() !== '') pieces.push(tspan(word, column, span, row, style, fillOf(style)));
        column += span;
      }
    }
    return pieces.join('');
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" rx="8" fill="${paper}"/>`,
    `<g font-family="${FONT}" font-size="${CELL.size}" xml:space="preserve">`,
    ...rows.filter((row) => row !== ''),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

/** Each at its own column: a font without a character must not move the rest of the line. */
function tspan(word, column, span, row, { isBold, isDim, colour }, fill) {
  const x = round(MARGIN + column * CELL.width);
  const y = MARGIN + row * CELL.height + CELL.size;
  const weight = isBold ? ' font-weight="bold"' : '';
  const opacity = isDim && colour !== undefined ? ' opacity="0.6"' : '';
  const length = ` textLength="${round(span * CELL.width)}" lengthAdjust="spacingAndGlyphs"`;
  return `<text x="${x}" y="${y}" fill="${fill}"${weight}${opacity}${length}>${escaped(word)}</text>`;
}

/** `{sgr: [31], text: 'red'}`, in order. */
function piecesOf(line) {
  const [first, ...others] = line.split('\u001b[');
  return [
    { text: first },
    ...others.map((piece) => {
      const [, numbers, text] = /^([\d;]*)m([\s\S]*)$/.exec(piece) ?? [];
      if (text === undefined) throw new Error(`a sequence that is no colour: ${JSON.stringify(piece)}`);
      return { sgr: numbers.split(';').map(Number), text };
    }),
  ];
}

/** Cut where two blanks stand, which would shrink, and around wide characters. */
function wordsOf(text) {
  return (
    text.match(
      / {2,}|[\u1100-\uffff\u{1f000}-\u{1ffff}]+|(?:(?! {2}|[\u1100-\uffff\u{1f000}-\u{1ffff}])[\s\S])+/gu,
    ) ?? []
  );
}

function styleAfter(before, numbers) {
  let style = before;
  for (const number of numbers) {
    if (number === 0) style = {};
    else if (number === 1) style = { ...style, isBold: true };
    else if (number === 2) style = { ...style, isDim: true };
    else if (number === 22) style = { ...style, isBold: false, isDim: false };
    else if (number === 39) style = { ...style, colour: undefined };
    else if (number >= 30 && number <= 37) style = { ...style, colour: number - 30 };
    else if (number >= 90 && number <= 97)
      style = { ...style, isDim: number === 90, colour: number === 90 ? undefined : number - 90 };
  }
  return style;
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function round(value) {
  return Math.round(value * 10) / 10;
}
