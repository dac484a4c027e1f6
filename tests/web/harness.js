// A page put together in code: the mirror alone, and what it sees, for tests to ask.
import { VirtualMirror, FaceFollower, HairFollower, MirrorRenderer, classify, fit, complexion, loadWords, readGlb, recommend, framesOf } from "/try-on/components.js";

const model = async (address) => readGlb(await (await fetch(address)).arrayBuffer());
const plain = ({ face, fit: worn, isLive }) => ({
  rotation: [...face.pose.rotation], translation: [...face.pose.translation],
  bridge: worn && [...worn.place], turn: worn && worn.turn, isLive, at: performance.now(),
});

// Which picture of the clip is being drawn, read off the picture itself where it is handed to WebGL.
const code = Object.assign(document.createElement("canvas"), { width: 8, height: 1 }).getContext("2d", { willReadFrequently: true });
const upload = WebGL2RenderingContext.prototype.texImage2D;
let drawn = null;
WebGL2RenderingContext.prototype.texImage2D = function (...given) {
  if (given.at(-1) instanceof ImageBitmap && given.at(-1).width > 1000) drawn = given.at(-1);
  return upload.apply(this, given);
};
const numberOf = (picture) => {
  code.drawImage(picture, 0, 0, 320, 40, 0, 0, 8, 1);
  const { data } = code.getImageData(0, 0, 8, 1);
  return [0, 1, 2, 3, 4, 5, 6, 7].reduce((sum, bit) => sum + (data[4 * bit] > 127 ? 1 << bit : 0), 0);
};

const known = ({ landmarks, surface, ...rest }) => ({
  ...rest, landmarks: Float64Array.from(landmarks), surface: Float64Array.from(surface), irisPx: 12,
});

window.harness = {
  seen: [],
  async start(address) {
    const words = await loadWords("en");
    window.harness.mirror?.destroy();
    const onSeen = (seen) => window.harness.seen.push({ ...plain(seen), number: seen.isLive ? numberOf(drawn) : null });
    window.harness.mirror = new VirtualMirror(document.getElementById("view"), { words, onSeen });
    window.harness.mirror.wear(await model(address), "");
  },
  async photo(address) {
    await window.harness.mirror.usePhoto(await (await fetch(address)).blob());
    return plain(window.harness.mirror.seen);
  },
  camera: () => window.harness.mirror.useCamera(),
  recommend: (catalogue, measures, shape, tones) =>
    recommend(framesOf(catalogue), { measures, shape, tones }, 1000).map(({ frame, variant, sizeClass, score, reasons }) => ({
      id: frame.product_id, sku: variant.sku, sizeClass, score, reasons: reasons.map(({ key }) => key),
    })),
  async complexion(address, points) {
    const picture = await createImageBitmap(await (await fetch(address)).blob());
    const context = Object.assign(document.createElement("canvas"), { width: picture.width, height: picture.height }).getContext("2d");
    context.drawImage(picture, 0, 0);
    return complexion(context.getImageData(0, 0, picture.width, picture.height), Float64Array.from(points));
  },
  async hair(address, face, camera) {
    const picture = await createImageBitmap(await (await fetch(address)).blob());
    const hair = new HairFollower().follow(picture, camera, known(face), 0);
    return hair ? [hair.TempleL.covered, hair.TempleR.covered] : [0, 0];
  },
  async drawn(address, glasses, face, camera) {
    const picture = await createImageBitmap(await (await fetch(address)).blob());
    const worn = await model(glasses);
    const canvas = Object.assign(document.createElement("canvas"), { width: camera.widthPx, height: camera.heightPx });
    const crop = { left: 0, top: 0, width: camera.widthPx, height: camera.heightPx };
    const renderer = new MirrorRenderer(canvas);
    const where = known(face);
    renderer.draw({ picture, camera, face: where, fit: fit(worn.wearing, where.surface), model: worn, opacity: 1, crop, isMirrored: false, atMs: 0 });
    const shown = canvas.toDataURL("image/png");
    renderer.destroy();
    return shown;
  },
  classify: (points) => classify(Float64Array.from(points)),
  follow(views, camera) {
    const follower = new FaceFollower();
    const followed = views.map((points, i) => follower.follow(Float64Array.from(points), camera, (i * 1000) / 30));
    return followed.map(({ pose, surface }) => ({ pose, surface: [...surface] }));
  },
  fit: async (address, surface) => fit((await model(address)).wearing, Float64Array.from(surface)),
};
