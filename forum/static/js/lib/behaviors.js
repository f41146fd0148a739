// Starts the behaviors that elements ask for: <div data-behavior="votes replies">.

const started = new WeakSet();

export function start(root) {
  for (const element of root.querySelectorAll("[data-behavior]")) {
    if (started.has(element)) continue;
    started.add(element);
    for (const name of element.dataset.behavior.split(" ")) {
      import(`../behaviors/${name}.js`).then((module) => module.default(element));
    }
  }
}
