/** Two marks on a photo, by pointer or keys, where no face could be found by itself. */
import { make } from "../page/dom";
import type { Words } from "./words";

export type Point = [number, number];
const STEP = 0.01;
const LARGE_STEP = 0.05;

/** Asks for the eye on the left of the picture, then the other; places 0 to 1 across and down the canvas. */
export function markEyes(host: HTMLElement, words: Words, say: (text: string) => void): Promise<[Point, Point]> {
  return new Promise((resolve) => {
    const marks: Point[] = [];
    let place: Point = [0.4, 0.4];
    const dot = make("span", { class: "mark", "aria-hidden": "true" });
    const area = make("button", { type: "button", class: "marking" }, dot);
    const ask = (): void => {
      const text = marks.length === 0 ? words.mark_left : words.mark_right;
      area.setAttribute("aria-label", `${text} ${words.mark_moved}`);
      say(text);
    };
    const show = (): void => {
      dot.style.left = `${100 * place[0]}%`;
      dot.style.top = `${100 * place[1]}%`;
    };
    const set = (): void => {
      marks.push(place);
      if (marks.length < 2) {
        area.append(make("span", { class: "mark set", "aria-hidden": "true" }));
        const kept = area.lastElementChild as HTMLElement;
        [kept.style.left, kept.style.top] = [dot.style.left, dot.style.top];
        place = [Math.min(0.95, place[0] + 0.2), place[1]];
        show();
        ask();
        return;
      }
      area.remove();
      resolve(marks[0][0] <= marks[1][0] ? [marks[0], marks[1]] : [marks[1], marks[0]]);
    };
    area.addEventListener("click", (event) => {
      const box = area.getBoundingClientRect();
      if (event.detail > 0) place = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
      set();
    });
    area.addEventListener("keydown", (event) => {
      const moves: Record<string, Point> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
      const move = moves[event.key];
      if (!move) return;
      event.preventDefault();
      const step = event.shiftKey ? LARGE_STEP : STEP;
      place = [clamp(place[0] + step * move[0]), clamp(place[1] + step * move[1])];
      show();
    });
    host.append(area);
    show();
    ask();
    area.focus();
  });
}

function clamp(part: number): number {
  return Math.max(0, Math.min(1, part));
}
