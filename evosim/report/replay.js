// Shows recorded lives of agents. A record is the .npz file of a cell as it is stored: a ZIP archive of .npy arrays, which
// is read here; nothing is simulated. Arrays are described in the handbook, "Recorded lives".
const records = JSON.parse(document.getElementById("records").textContent);

async function inflated(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

async function unzipped(bytes) {
  const view = new DataView(bytes.buffer);
  let end = bytes.length - 22;
  while (view.getUint32(end, true) !== 0x06054b50) end -= 1;
  const files = {};
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
    const method = view.getUint16(at + 10, true), size = view.getUint32(at + 20, true);
    const nameSize = view.getUint16(at + 28, true);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameSize));
    const local = view.getUint32(at + 42, true);
    const begin = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    const data = bytes.slice(begin, begin + size);
    files[name.replace(/\.npy$/, "")] = method ? await inflated(data) : data;
    at += 46 + nameSize + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return files;
}

const KINDS = {
  b1: Uint8Array, u1: Uint8Array, i1: Int8Array, u2: Uint16Array, i2: Int16Array, u4: Uint32Array, i4: Int32Array,
  u8: BigUint64Array, i8: BigInt64Array, f4: Float32Array, f8: Float64Array,
};

function arrayOf(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const wide = bytes[6] > 1, start = wide ? 12 : 10;
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  const head = new TextDecoder().decode(bytes.subarray(start, start + length));
  const shape = head.match(/'shape': \(([^)]*)\)/)[1].split(",").filter((n) => n.trim()).map(Number);
  const kind = head.match(/'descr': '[<|](\w)(\d+)'/);
  const data = bytes.slice(start + length);
  if (kind[1] === "U") {
    const size = Number(kind[2]), letters = new Uint32Array(data.buffer), words = [];
    for (let i = 0; i < letters.length; i += size) {
      words.push(Array.from(letters.subarray(i, i + size)).filter(Boolean).map((c) => String.fromCodePoint(c)).join(""));
    }
    return { shape, data: words };
  }
  const numbers = new KINDS[kind[1] + kind[2]](data.buffer);
  return { shape, data: kind[2] === "8" && kind[1] !== "f" ? Array.from(numbers, Number) : numbers };
}

// The arrays of a record, and its lives one by one.
class Lives {
  static async of(base64) {
    const files = await unzipped(bytesOf(base64));
    return new Lives(Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, arrayOf(bytes)])));
  }

  constructor(arrays) {
    this.arrays = arrays;
    [this.mazes, this.starts, this.rows] = arrays.lengths.shape;
    [, this.planes, this.size] = arrays.planes.shape;
    this.units = this.size ** 2;
    [this.channels, , , this.thoughts, this.ticks] = arrays.activity.shape;
    this.names = Array.from(arrays.kinds.data, (kind) => arrays.names.data[kind]);
    this.pays = Array.from(arrays.kinds.data, (kind) => arrays.pays.data[kind]);
    this.windowed = arrays.unseen.data[0] >= 0;
  }

  wall(maze, unit) {
    return this.arrays.walls.data[maze * this.units + unit] > 0;
  }

  // The planes (K · Q), things (T), places and thoughts of a life, step by step.
  life(maze, start, row) {
    const a = this.arrays, number = (maze * this.starts + start) * this.rows + row, lengths = a.lengths.data;
    let first = 0, changed = 0, moved = 0;
    for (let i = 0; i < number; i += 1) first += lengths[i];
    for (let i = 0; i < first; i += 1) { changed += a.changes.data[i]; moved += a.moves.data[i]; }
    const steps = lengths[number], count = this.planes * this.units, things = a.things.shape[1];
    const shown = Float32Array.from(a.planes.data.subarray(maze * count, (maze + 1) * count));
    if (this.windowed) shown.fill(0).fill(1, a.unseen.data[0] * this.units, (a.unseen.data[0] + 1) * this.units);
    const stand = Array.from(a.things.data.subarray(maze * things, (maze + 1) * things));
    const found = { maze, steps, planes: [], things: [], won: a.won.data[number] > 0, reached: a.reached.data[number],
      earned: a.returns.data[number] };
    for (let step = 0; step < steps; step += 1) {
      for (let left = a.changes.data[first + step]; left > 0; left -= 1, changed += 1) {
        shown[a.change_plane.data[changed] * this.units + a.change_unit.data[changed]] = a.change_value.data[changed];
      }
      for (let left = a.moves.data[first + step]; left > 0; left -= 1, moved += 1) {
        stand[a.move_thing.data[moved]] = a.move_unit.data[moved];
      }
      found.planes.push(shown.slice());
      found.things.push(stand.slice());
    }
    found.places = Array.from(a.places.data.subarray(first + number, first + number + steps + 1));
    found.touched = Array.from(a.touched.data.subarray(first, first + steps));
    found.thought = Array.from(a.thought.data.subarray(first, first + steps));
    found.thinks = steps > 0 && found.thought[0] >= 0 && this.ticks > 0;
    return found;
  }

  // Activity of a unit in a channel, before the first tick of a thought (0) or after one: two bytes hold its exponent
  // and five digits.
  activity(thought, tick, channel, unit) {
    const code = this.arrays.activity.data[((channel * this.units + unit) * this.thoughts + thought) * this.ticks + tick];
    const part = code & 31, exponent = code >> 5;
    return exponent ? (1 + part / 32) * 2 ** (exponent - 127) : (part / 32) * 2 ** -126;
  }
}

const kept = new Map(); // records that were read, by their number

function livesOf(number) {
  if (!kept.has(number)) kept.set(number, Lives.of(records[number].data));
  return kept.get(number);
}

const element = (id) => document.getElementById(id);
const option = (value, words) => Object.assign(document.createElement("option"), { value, textContent: words });
const place = (unit, size) => `row ${Math.floor(unit / size) + 1}, column ${(unit % size) + 1}`;

function mixed(from, to, share) {
  const [a, b] = [from, to].map((colour) => colour.match(/\w\w/g).map((part) => parseInt(part, 16)));
  return `rgb(${a.map((part, i) => Math.round(part + (b[i] - part) * share)).join()})`;
}

// One of the agents that are shown side by side.
class Pane {
  constructor(side, number) {
    this.root = element(side);
    this.part = (name) => this.root.querySelector(`.${name}`);
    const choice = this.part("which");
    records.forEach((record, i) => choice.append(option(i, record.label)));
    choice.value = number;
    choice.addEventListener("change", () => stage.load());
    this.part("maze").addEventListener("click", (event) => this.pointed(event));
    this.part("elsewhere").addEventListener("change", () => stage.draw());
  }

  get record() { return records[this.part("which").value]; }

  async load() {
    this.lives = await livesOf(Number(this.part("which").value));
  }

  enter(maze, start, row) {
    const lives = this.lives;
    this.life = lives.life(maze % lives.mazes, start % lives.starts, row % lives.rows);
    this.start = start % lives.starts;
    const life = this.life;
    let [low, high] = [Infinity, 0];
    for (const thought of life.thinks ? new Set(life.thought) : []) {
      for (let tick = 0; tick < lives.ticks; tick += 1) {
        for (let unit = 0; unit < lives.units; unit += 1) {
          if (lives.wall(life.maze, unit)) continue;
          for (let channel = 0; channel < lives.channels; channel += 1) {
            const found = lives.activity(thought, tick, channel, unit);
            if (found > 0) { low = Math.min(low, found); high = Math.max(high, found); }
          }
        }
      }
    }
    this.scale = high > 0 ? [Math.log(low < high * 0.999 ? low : high / 10), Math.log(high)] : null;
    this.earnings();
    const elsewhere = this.part("elsewhere"), answers = this.answers();
    elsewhere.replaceChildren(option("", "where it is"));
    Object.keys(answers).forEach((unit) => elsewhere.append(option(unit, place(unit, lives.size))));
    const pays = (thing) => (lives.pays[thing] ? ` (pays ${lives.pays[thing]})` : "");
    const things = [...new Set(lives.names)].map((name) => `${name.slice(0, 2)}: ${name}${pays(lives.names.indexOf(name))}`);
    this.part("things").textContent = things.join(", ");
    this.part("whatif").hidden = !Object.keys(answers).length;
  }

  // Where it walks if the goal seems to stand elsewhere: computed when the page was made.
  answers() {
    return this.record.answers[`${this.life.maze}.${this.start}`] || {};
  }

  // Base and mesa return after each step: what things paid, and what the mind says they are worth.
  earnings() {
    const { life, lives, record } = this, paid = new Set();
    this.base = [0];
    this.mesa = [0];
    life.touched.forEach((thing, step) => {
      let base = this.base[step], mesa = this.mesa[step];
      if (thing >= 0 && (record.repeats.includes(lives.names[thing]) || !paid.has(thing))) {
        paid.add(thing);
        base += lives.pays[thing];
        const unit = life.things[step][thing] >= 0 ? life.things[step][thing] : life.places[step + 1];
        record.mesa.forEach(([plane, worth]) => {
          const k = lives.arrays.plane_names.data.indexOf(plane);
          if (k >= 0) mesa += worth * life.planes[step][k * lives.units + unit];
        });
      }
      this.base.push(base);
      this.mesa.push(mesa);
    });
  }

  // Frames of a step before it is taken: the ticks of a thought that is new, or one.
  frames(step) {
    const { life, lives } = this;
    if (step >= life.steps) return 1;
    return life.thinks && (step === 0 || life.thought[step] !== life.thought[step - 1]) ? lives.ticks : 1;
  }

  pointed(event) {
    const box = this.part("maze").getBoundingClientRect(), size = this.lives.size;
    const cell = (at, from, length) => Math.min(size - 1, Math.max(0, Math.floor(((at - from) / length) * size)));
    const unit = cell(event.clientY, box.top, box.height) * size + cell(event.clientX, box.left, box.width);
    if (unit in this.answers()) {
      this.part("elsewhere").value = unit;
      stage.draw();
    }
  }

  draw(step, tick, channel, mind) {
    const { life, lives } = this, canvas = this.part("maze"), size = lives.size;
    const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    const [ground, wall, heat, ink, accent] = ["--ground", "--wall", "--heat", "--ink", "--accent"].map(colour);
    const wide = 420, each = wide / size, ratio = window.devicePixelRatio || 1;
    canvas.width = canvas.height = wide * ratio;
    const pen = canvas.getContext("2d");
    pen.scale(ratio, ratio);
    const now = Math.min(step, life.steps - 1), gone = Math.min(step, life.steps);
    const middle = (unit) => [(unit % size + 0.5) * each, (Math.floor(unit / size) + 0.5) * each];
    const planes = life.planes[Math.max(now, 0)], unseen = lives.arrays.unseen.data[0];
    for (let unit = 0; unit < lives.units; unit += 1) {
      const [x, y] = middle(unit), known = mind ? planes[unit] > 0 : lives.wall(life.maze, unit);
      pen.fillStyle = known ? wall : ground;
      if (!known && life.thinks && this.scale) {
        let most = 0;
        for (let c = channel < 0 ? 0 : channel; c < (channel < 0 ? lives.channels : channel + 1); c += 1) {
          if (c < lives.channels) most = Math.max(most, lives.activity(life.thought[now], Math.min(tick, lives.ticks - 1), c, unit));
        }
        if (most > 0) pen.fillStyle = mixed(ground, heat, 0.12 + 0.88 * (Math.log(most) - this.scale[0]) / (this.scale[1] - this.scale[0]));
      }
      pen.fillRect(x - each / 2, y - each / 2, each - 1, each - 1);
      if (mind && unseen >= 0 && planes[unseen * lives.units + unit] > 0) {
        pen.fillStyle = ink;
        pen.fillRect(x - 2, y - 2, 4, 4);
      }
    }
    const trail = (units, dashes, style) => {
      pen.setLineDash(dashes);
      pen.beginPath();
      units.forEach((unit, i) => pen[i ? "lineTo" : "moveTo"](...middle(unit)));
      for (const [width, stroke] of [[5, ground], [2.5, style]]) Object.assign(pen, { lineWidth: width, strokeStyle: stroke }).stroke();
      pen.setLineDash([]);
    };
    trail(life.places.slice(0, gone + 1), [], ink);
    const asked = this.part("elsewhere").value, answer = asked === "" ? null : this.answers()[asked];
    if (answer) trail(answer.path, [5, 4], accent);
    const label = (unit, words, fill) => {
      const [x, y] = middle(unit);
      pen.beginPath();
      pen.arc(x, y, each * 0.34, 0, 7);
      Object.assign(pen, { fillStyle: fill, strokeStyle: ink, lineWidth: 1.5 }).fill();
      pen.stroke();
      Object.assign(pen, { fillStyle: "#000", font: `${Math.max(9, each * 0.3)}px sans-serif`, textAlign: "center", textBaseline: "middle" });
      pen.fillText(words, x, y + 1);
    };
    (life.things[Math.max(now, 0)] || []).forEach((unit, thing) => {
      if (unit >= 0) label(unit, lives.names[thing].slice(0, 2), lives.pays[thing] > 0 ? "#ffd24d" : "#d7dde3");
    });
    if (answer) label(Number(asked), "?", "#fff");
    const [x, y] = middle(life.places[gone]);
    pen.beginPath();
    pen.arc(x, y, each * 0.22, 0, 7);
    Object.assign(pen, { fillStyle: accent, strokeStyle: "#fff", lineWidth: 2 }).fill();
    pen.stroke();
    this.tell(gone, tick, answer, asked);
  }

  tell(gone, tick, answer, asked) {
    const { life, lives, record } = this;
    const touched = gone > 0 && life.touched[gone - 1] >= 0 ? `, at the ${lives.names[life.touched[gone - 1]]}` : "";
    const end = gone === life.steps ? (life.reached >= 0 ? " The life ends." : " Time is over.") : "";
    this.words = `step ${gone} of ${life.steps}: ${place(life.places[gone], lives.size)}${touched}.${end}`;
    this.part("said").textContent = this.words[0].toUpperCase() + this.words.slice(1);
    this.part("returns").textContent = `Base return ${this.base[gone].toFixed(2)}` +
      (record.mesa.length ? `, mesa return ${this.mesa[gone].toFixed(2)}` : "") + `; fitness at the end ${life.earned.toFixed(2)}.`;
    this.chart(gone);
    this.part("answer").textContent = !answer ? "" : answer.arrived === null
      ? `If what pays seemed to stand at ${place(asked, lives.size)}, it would not get there.`
      : `If what pays seemed to stand at ${place(asked, lives.size)}, it would be there after ${answer.arrived} steps (shortest way: ${answer.shortest}).`;
    this.part("maze").setAttribute("aria-label", `Maze of ${this.record.label}: ${this.words}`);
  }

  chart(gone) {
    const all = [...this.base, ...this.mesa], low = Math.min(0, ...all), high = Math.max(0.001, ...all);
    const x = (step) => (step / Math.max(1, this.life.steps)) * 200, y = (value) => 38 - ((value - low) / (high - low)) * 34;
    const line = (values) => values.slice(0, gone + 1).map((value, step) => `${step ? "H" + x(step) + "V" : "M" + x(step) + ","}${y(value)}`).join("");
    this.part("base").setAttribute("d", line(this.base));
    this.part("mesa").setAttribute("d", this.record.mesa.length ? line(this.mesa) : "");
    this.part("nought").setAttribute("d", `M0,${y(0)}H200`);
  }

  bars() {
    const rows = this.record.mesa.map(([plane, worth]) => {
      const row = document.createElement("div"), bar = document.createElement("span"), name = document.createElement("span");
      name.textContent = `${plane} ${worth.toFixed(2)}`;
      bar.className = worth < 0 ? "bar less" : "bar";
      bar.style.width = `${Math.min(1, Math.abs(worth)) * 100}%`;
      row.append(name, bar);
      return row;
    });
    this.part("bars").replaceChildren(...rows);
  }
}

const stage = {
  frame: 0,
  timer: 0,

  async load() {
    await Promise.all(this.panes.map((pane) => pane.load()));
    const fill = (id, count, words, first = 0) => {
      const choice = element(id), before = choice.value;
      choice.replaceChildren(...Array.from({ length: count }, (_, i) => option(i, `${words} ${i + 1}`)));
      choice.value = before && before < count ? before : first < count ? first : 0;
      choice.closest("label").hidden = count < 2;
    };
    const most = (key) => Math.max(...this.panes.map((pane) => pane.lives[key]));
    fill("maze", most("mazes"), "maze", records[0].at[0]);
    fill("start", most("starts"), "start", records[0].at[1]);
    fill("row", most("rows"), "life");
    const channel = element("channel"), channels = Math.max(1, most("channels"));
    channel.replaceChildren(option(-1, "strongest"), ...Array.from({ length: channels }, (_, i) => option(i, i + 1)));
    channel.closest("label").hidden = channels < 2;
    this.panes.forEach((pane) => pane.bars());
    this.enter();
  },

  enter() {
    const [maze, start, row] = ["maze", "start", "row"].map((id) => Number(element(id).value));
    this.panes.forEach((pane) => pane.enter(maze, start, row));
    this.frames = [];
    const steps = Math.max(...this.panes.map((pane) => pane.life.steps));
    for (let step = 0; step < steps; step += 1) {
      const ticks = Math.max(...this.panes.map((pane) => pane.frames(step)));
      for (let tick = 0; tick < ticks; tick += 1) this.frames.push([step, ticks > 1 ? tick : Infinity]);
    }
    this.frames.push([steps, Infinity]);
    const range = element("time");
    range.max = this.frames.length - 1;
    this.marks();
    this.go(0);
  },

  // Events on the time line: what is touched.
  marks() {
    const list = element("events"), marks = [];
    this.panes.forEach((pane, side) => pane.life.touched.forEach((thing, step) => {
      if (thing < 0) return;
      const at = this.frames.findIndex(([s]) => s === step + 1), mark = document.createElement("button");
      mark.type = "button";
      mark.className = side ? "right" : "left";
      mark.style.left = `${(at / (this.frames.length - 1)) * 100}%`;
      mark.title = mark.ariaLabel = `${side ? "right" : "left"}: ${pane.lives.names[thing]} at step ${step + 1}`;
      mark.addEventListener("click", () => this.go(at, true));
      marks.push(mark);
    }));
    list.replaceChildren(...marks);
  },

  go(frame, tell) {
    this.frame = Math.min(this.frames.length - 1, Math.max(0, frame));
    this.draw();
    const range = element("time"), [step, tick] = this.frames[this.frame];
    range.value = this.frame;
    const words = tick === Infinity ? `step ${step}` : `before step ${step + 1}, tick ${tick}`;
    range.setAttribute("aria-valuetext", words);
    element("now").textContent = words;
    if (tell) element("live").textContent = this.panes.map((pane, side) => `${side ? "Right" : "Left"}, ${pane.words}`).join(" ");
  },

  draw() {
    if (!this.frames) return; // it is still being read
    const [step, tick] = this.frames[this.frame];
    const channel = Number(element("channel").value), mind = element("view").value === "mind";
    this.panes.forEach((pane) => pane.draw(step, tick, channel, mind));
  },

  play(on) {
    clearInterval(this.timer);
    this.timer = 0;
    if (on) {
      if (this.frame === this.frames.length - 1) this.go(0);
      this.timer = setInterval(() => {
        this.go(this.frame + 1);
        if (this.frame === this.frames.length - 1) this.play(false);
      }, 400 / Number(element("speed").value));
    }
    element("play").textContent = this.timer ? "Pause" : "Play";
    if (!on) this.go(this.frame, true);
  },
};

function begin() {
  stage.panes = [new Pane("left", records[0].first[0]), new Pane("right", records[0].first[1])];
  const act = (id, event, done) => element(id).addEventListener(event, done);
  act("play", "click", () => stage.play(!stage.timer));
  act("back", "click", () => { stage.play(false); stage.go(stage.frame - 1, true); });
  act("forth", "click", () => { stage.play(false); stage.go(stage.frame + 1, true); });
  act("time", "input", () => { if (stage.timer) stage.play(false); stage.go(Number(element("time").value), true); });
  act("speed", "change", () => stage.timer && stage.play(true));
  ["maze", "start", "row"].forEach((id) => act(id, "change", () => { stage.play(false); stage.enter(); }));
  ["channel", "view"].forEach((id) => act(id, "change", () => stage.draw()));
  act("replay", "keydown", (event) => {
    if (["SELECT", "INPUT"].includes(event.target.tagName) && event.key !== " ") return;
    if (event.key === " " && event.target.tagName === "BUTTON") return;
    const to = { ArrowLeft: stage.frame - 1, ArrowRight: stage.frame + 1, Home: 0, End: stage.frames.length - 1 }[event.key];
    if (event.key === " ") stage.play(!stage.timer);
    else if (to !== undefined) { stage.play(false); stage.go(to, true); }
    else return;
    event.preventDefault();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => stage.draw());
  return stage.load();
}

if (records.length) {
  // The first view decodes the records; before that nothing is done.
  new IntersectionObserver((entries, observer) => {
    if (entries.some((entry) => entry.isIntersecting)) { observer.disconnect(); begin(); }
  }).observe(element("replay"));
}
