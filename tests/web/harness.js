// A page put together in code: the mirror alone, and what it sees, for tests to ask.
import { VirtualMirror, FaceFollower, classify, fit, loadWords, readGlb, recommend, framesOf } from "/try-on/components.js";

const model = async (address) => readGlb(await (await fetch(address)).arrayBuffer());
const plain = ({ face, fit: worn, isLive }) => ({
  rotation: [...face.pose.rotation], translation: [...face.pose.translation],
  bridge: worn && [...worn.place], turn: worn && worn.turn, isLive, at: performance.now(),
});

window.harness = {
  seen: [],
  async start(address) {
    const words = await loadWords("en");
    const onSeen = (seen) => window.harness.seen.push(plain(seen));
    window.harness.mirror = new VirtualMirror(document.getElementById("view"), { words, onSeen });
    window.harness.mirror.wear(await model(address), "");
  },
  async photo(address) {
    await window.harness.mirror.usePhoto(await (await fetch(address)).blob());
    return plain(window.harness.mirror.seen);
  },
  camera: () => window.harness.mirror.useCamera(),
  recommend: (catalogue, measures, shape) =>
    recommend(framesOf(catalogue), measures, shape, 1000).map(({ frame, sizeClass, score, reasons }) => ({
      id: frame.product_id, sizeClass, score, reasons: reasons.map(({ key }) => key),
    })),
  classify: (points) => classify(Float64Array.from(points)),
  follow(views, camera) {
    const follower = new FaceFollower();
    const followed = views.map((points, i) => follower.follow(Float64Array.from(points), camera, (i * 1000) / 30));
    return followed.map(({ pose, surface }) => ({ pose, surface: [...surface] }));
  },
  fit: async (address, surface) => fit((await model(address)).wearing, Float64Array.from(surface)),
};
