// What the numbers must come to. `value` is given the medians by key and the usage, and returns what is compared.
import { HUNG_LIMIT_SECONDS } from './scenarios.mjs';

const ratio = (value) => value.toFixed(2);
const seconds = (value) => `${value.toFixed(2)} s`;
const overLimit = (wallMs) => wallMs / 1000 - HUNG_LIMIT_SECONDS;

export const TARGETS = [
  { name: 'b ÷ a', most: 1.7, value: ({ wall }) => wall.b / wall.a, shown: ratio },
  { name: 'c ÷ a', most: 2.5, value: ({ wall }) => wall.c / wall.a, shown: ratio },
  { name: 'd ÷ a', most: 3.2, value: ({ wall }) => wall.d / wall.a, shown: ratio },
  {
    name: 'e: CPU a probe, over c',
    most: 2.5,
    value: ({ cpu }) => (cpu.e - cpu.c) / 199,
    shown: (value) => `${value.toFixed(2)} ms`,
  },
  {
    name: 'f ÷ serial reference',
    most: 0.16,
    value: ({ wall }) => wall.f / wall['f-serial'],
    shown: (v) => v.toFixed(3),
  },
  { name: 'g: over the limit, SIGTERM', most: 1.5, value: ({ wall }) => overLimit(wall.g), shown: seconds },
  {
    name: 'g: over the limit, SIGKILL',
    most: 3.5,
    value: ({ wall }) => overLimit(wall['g-kill']),
    shown: seconds,
  },
  { name: 'h ÷ b', most: 1.4, value: ({ wall }) => wall.h / wall.b, shown: ratio },
  {
    name: 'i: peak memory',
    most: 120,
    value: ({ peak }) => peak.i,
    shown: (value) => `${value.toFixed(0)} MB`,
  },
];
