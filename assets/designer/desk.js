// What is chosen, and its way to the program and back.
const SAVE_AFTER_MS = 400;
const ASK_AFTER_MS = 350;
const ONE_STEP_MS = 1500; // changes of one field within this time are undone together

export class Desk extends EventTarget {
  #key = location.hash.slice(1);
  #former = [];
  #last = { place: "", at: 0 };
  #timer = 0;
  #isAsking = false;
  #hasNews = false;

  async open() {
    Object.assign(this, await (await this.#ask("design")).json());
    this.#watch();
  }

  get(path) {
    return path.reduce((value, step) => value?.[step], this.settings);
  }

  set(path, value) {
    const place = path.join(".");
    const now = performance.now();
    if (place !== this.#last.place || now - this.#last.at > ONE_STEP_MS) {
      this.#former.push(structuredClone(this.settings));
    }
    this.#last = { place, at: now };
    const parent = path.slice(0, -1).reduce((found, step) => (found[step] ??= {}), this.settings);
    parent[path.at(-1)] = value;
    this.#keepSoon();
  }

  get canUndo() {
    return this.#former.length > 0;
  }

  undo() {
    this.settings = this.#former.pop();
    this.#last = { place: "", at: 0 };
    this.#keepSoon();
  }

  async pack() {
    await this.#keep();
    await this.#ask("archive", { method: "POST" });
    this.#watch();
  }

  async archive() {
    return await (await this.#ask("archive")).blob();
  }

  #keepSoon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#keep(), SAVE_AFTER_MS);
    this.#tell("changed");
  }

  async #keep() {
    clearTimeout(this.#timer);
    const answer = await this.#ask("design", { method: "PUT", body: JSON.stringify(this.settings) });
    this.#tell("kept", (await answer.json()).problems);
    this.#watch();
  }

  /** Asks how far the pages are, until they are done; called meanwhile, it asks once more. */
  async #watch() {
    this.#hasNews = true;
    if (this.#isAsking) return;
    this.#isAsking = true;
    try {
      while (this.#hasNews) {
        this.#hasNews = false;
        const standing = await (await this.#ask("standing")).json();
        this.#hasNews ||= ["building", "packing"].includes(standing.phase);
        this.#tell("standing", standing);
        await new Promise((done) => setTimeout(done, ASK_AFTER_MS));
      }
    } finally {
      this.#isAsking = false;
    }
  }

  async #ask(name, more = {}) {
    try {
      const answer = await fetch(`/api/${name}`, { ...more, headers: { "X-Design-Key": this.#key } });
      if (answer.ok) return answer;
      this.#tell("lost", answer.status === 403 ? "no_key" : "away");
    } catch (problem) {
      this.#tell("lost", "away");
      throw problem;
    }
    throw new Error("The program refused.");
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
