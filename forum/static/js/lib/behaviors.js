// Starts the behaviors that elements ask for: <div data-behavior="votes replies">.

const started = new WeakSet();

export function start(root) {
  for (const element of root.querySelectorAll("[data-behavior]")) {
    if (started.has(element)) continue;
    started.add(element);
    const names = element.dataset.behavior.split(" ");
    const modules = names.map((name) => import(`../behaviors/${name}.js`));
    Promise.all(modules).then((loaded) => {
      for (const module of loaded) module.default(element);
      element.dataset.ready = "";
    });
  }
}
