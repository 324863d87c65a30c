// The node-* packages publish `os` and `cpu` as plain strings; pnpm honours them only as lists.
module.exports = {
  hooks: {
    readPackage(manifest) {
      for (const key of ['os', 'cpu']) {
        if (typeof manifest[key] === 'string') manifest[key] = [manifest[key]];
      }
      return manifest;
    },
  },
};
