// What the steps of the build tell esbuild alike.
export const COMMON = {
  platform: 'node',
  target: 'node20.18',
  charset: 'ascii',
  legalComments: 'none',
  logLevel: 'warning',
};

export const MINIFIED = {
  format: 'cjs',
  minify: true,
  supported: { 'dynamic-import': false },
  sourcemap: 'external',
  sourcesContent: false,
};
