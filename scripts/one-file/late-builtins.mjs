// An esbuild plugin: what packages ask of these modules of Node at their top comes when it is used. commander loads
// child_process for a way of calling commands that this program does not use, and that alone takes some ms.
const LATE = ['node:child_process', 'assert'];

export const lateBuiltins = {
  name: 'late-builtins',
  setup(context) {
    const wanted = (path) => LATE.find((name) => name.replace('node:', '') === path.replace('node:', ''));
    context.onResolve({ filter: /./ }, ({ path, namespace, kind }) => {
      const name = kind === 'require-call' && namespace === 'file' ? wanted(path) : undefined;
      return name === undefined ? undefined : { path: name, namespace: 'late-builtin' };
    });
    context.onLoad({ filter: /./, namespace: 'late-builtin' }, async ({ path }) => {
      const { default: real, ...named } = await import(path);
      const module = `require(${JSON.stringify(path)})`;
      const getters = Object.keys(named).map((name) => `${name}: { get: () => ${module}.${name} }`);
      // `assert` is a function with others at it, and undici calls it.
      const head = typeof real === 'function' ? `(...args) => ${module}(...args)` : '{}';
      return { contents: `module.exports = Object.defineProperties(${head}, { ${getters.join(', ')} });` };
    });
  },
};
