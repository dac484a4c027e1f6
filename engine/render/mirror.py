"""The mirror picture: the camera picture, and over it the glasses as worn."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from engine.eyewear.model import EyewearModel, build
from engine.render.camera_picture import CameraPicture
from engine.render.contact_shadow import ShadeMaker
from engine.render.gl import GL, require_core_3_3
from engine.render.glasses import Drawn, GlassesPicture
from engine.render.hair import HairFollower
from engine.render.program import Program
from engine.render.room_light import LightFollower
from engine.render.scene import Room, WornGlasses, blending
from engine.render.shadow_pass import ShadowPass
from engine.render.studio import LEVELS, SIZE, RoomLight, packed, paint
from engine.render.surfaces import BGRA, smooth_and_clamped
from engine.render.vertices import Quad
from engine.render.viewport import Crop, Viewport, place_in
from engine.render.worn import place
from engine.render.worn_mesh import upload
from engine.types import ByteArray, Eyewear, FrameFinish, FrameSpec, MirrorState

BuildModel = Callable[[FrameSpec, FrameFinish], EyewearModel]
_GLASSES_KEPT = 48
_MOST_PIXELS_A_CAMERA_PIXEL = 1.4
"""Glasses drawn finer than this would look cut out beside the enlarged camera picture, and cost time."""


@dataclass(frozen=True, slots=True, eq=False)
class _Painted:
    """The glasses of one moment, drawn."""

    state: MirrorState
    crop: Crop
    scale: float
    region: Crop
    drawn: Drawn

    def shows(self, state: MirrorState, crop: Crop, scale: float) -> bool:
        """Whether this is what `state` looks like."""
        mine = self.state
        return (
            (mine.frame is state.frame and mine.face is state.face and mine.fit is state.fit)
            and (mine.eyewear, mine.opacity) == (state.eyewear, state.opacity)
            and (self.crop, self.scale) == (crop, scale)
        )


class MirrorRenderer:
    """Draws MirrorStates. Make, use and release it with the same OpenGL 3.3 context current.

    Raises GpuUnusable when the context is older or its driver cannot do what is needed.
    """

    def __init__(self, build_model: BuildModel = build, glasses_kept: int = _GLASSES_KEPT) -> None:
        """`glasses_kept`: pairs that stay on the GPU, the last ones drawn; half a megabyte each, and at most six
        for each picture of a supplier's."""
        require_core_3_3()
        self._glasses_kept = glasses_kept
        self._build_model = build_model
        self._quad = Quad()
        self._picture = CameraPicture(self._quad)
        self._shadow = ShadowPass()
        self._drawing = GlassesPicture()
        self._overlay = Program("quad.vert.glsl", "overlay.frag.glsl")
        self._shade_maker = ShadeMaker()
        self._glasses: OrderedDict[tuple[FrameSpec, FrameFinish], WornGlasses] = OrderedDict()
        self._light = LightFollower()
        self._hair = HairFollower()
        self._painted: _Painted | None = None
        self._room = Room(RoomLight(), _make_studio(packed(paint(RoomLight()))))

    def draw(self, state: MirrorState, target: Viewport) -> None:
        """Fills the target's rectangle. Afterwards: that framebuffer bound, no program, array or texture,
        and depth, culling, blending and scissor off."""
        whole = Crop.whole(state.frame.width_px, state.frame.height_px)
        crop = target.crop or whole
        GL.glDisable(GL.GL_SCISSOR_TEST)
        GL.glDisable(GL.GL_DEPTH_TEST)
        GL.glDisable(GL.GL_CULL_FACE)
        GL.glDisable(GL.GL_BLEND)
        self._paint(state, target, crop)
        GL.glBindFramebuffer(GL.GL_FRAMEBUFFER, target.framebuffer)
        GL.glViewport(target.left_px, target.bottom_px, target.width_px, target.height_px)
        self._picture.draw(crop, target.is_mirrored)
        if self._painted is not None:
            self._lay_over(self._painted, target.is_mirrored)
        _tidy()

    def prepare(self, eyewear: Eyewear) -> None:
        """Builds and uploads glasses ahead of the tap that puts them on."""
        self._on_gpu(eyewear)

    def forget(self) -> None:
        """Lets go of everything that came from a camera."""
        self._picture.forget()
        self._light = LightFollower()
        self._hair = HairFollower()
        self._painted = None

    def release(self) -> None:
        """Frees what the GPU holds."""
        for glasses in self._glasses.values():
            _release(glasses)
        self._glasses.clear()
        for resource in (
            self._picture,
            self._shadow,
            self._drawing,
            self._overlay,
            self._quad,
            self._shade_maker,
        ):
            resource.release()
        GL.glDeleteTextures(1, [self._room.studio])

    def _paint(self, state: MirrorState, target: Viewport, crop: Crop) -> None:
        """Sends the picture and draws the glasses, unless both are there: an animation over the mirror costs
        no second drawing."""
        scale = min(target.width_px / crop.width_px, _MOST_PIXELS_A_CAMERA_PIXEL)
        if self._painted is not None and self._painted.shows(state, crop, scale):
            return
        self._picture.show(state.frame, crop)
        self._painted = None
        if state.eyewear is None or state.face is None or state.fit is None or state.opacity <= 0:
            return
        self._follow_light(state)
        glasses, model = self._on_gpu(state.eyewear)
        worn = place(state, state.face, state.fit, model, crop)
        if worn is not None:
            self._shadow.draw(worn, glasses.shade, self._picture, self._room.light, state.opacity)
            hair = self._hair.follow(state)
            drawn = self._drawing.draw(worn, glasses, self._picture, self._room, hair, scale)
            self._painted = _Painted(state, crop, scale, worn.region, drawn)

    def _lay_over(self, painted: _Painted, is_mirrored: bool) -> None:
        program, drawn = self._overlay, painted.drawn
        program.use()
        program.set_texture("u_glasses", 0, drawn.texture)
        program.set_floats("u_part", 0.0, 0.0, drawn.used_width, drawn.used_height)
        program.set_floats("u_opacity", min(painted.state.opacity, 1.0))
        program.set_floats("u_place", *place_in(painted.crop, painted.region, is_mirrored))
        with blending(True):
            self._quad.draw()

    def _follow_light(self, state: MirrorState) -> None:
        light = self._light.follow(state)
        if light is not None:
            _fill_studio(self._room.studio, packed(paint(light)))
            self._room = Room(light, self._room.studio)

    def _on_gpu(self, eyewear: Eyewear) -> tuple[WornGlasses, EyewearModel]:
        model = self._build_model(eyewear.spec, eyewear.finish)
        key = (eyewear.spec, eyewear.finish)
        if key not in self._glasses:
            if len(self._glasses) >= self._glasses_kept:
                _release(self._glasses.popitem(last=False)[1])
            parts, finish = upload(model), model.worn(eyewear.finish)
            shade = self._shade_maker.make(model, parts, finish)
            self._glasses[key] = WornGlasses(parts, finish, shade)
        self._glasses.move_to_end(key)
        return self._glasses[key], model


def _release(glasses: WornGlasses) -> None:
    for part in glasses.parts.values():
        part.release()
    GL.glDeleteTextures(1, [glasses.shade.texture])


def _make_studio(maps: ByteArray) -> int:
    texture = int(GL.glGenTextures(1))
    _fill_studio(texture, maps)
    smooth_and_clamped(GL.GL_TEXTURE_2D_ARRAY)
    return texture


def _fill_studio(texture: int, maps: ByteArray) -> None:
    GL.glBindTexture(GL.GL_TEXTURE_2D_ARRAY, texture)
    GL.glTexImage3D(
        GL.GL_TEXTURE_2D_ARRAY, 0, BGRA.internal, SIZE, SIZE, LEVELS, 0, BGRA.layout, BGRA.kind, maps
    )


def _tidy() -> None:
    GL.glUseProgram(0)
    GL.glBindVertexArray(0)
    GL.glBindBuffer(GL.GL_ARRAY_BUFFER, 0)
    for unit in (4, 3, 2, 1, 0):
        GL.glActiveTexture(GL.GL_TEXTURE0 + unit)
        GL.glBindTexture(GL.GL_TEXTURE_2D, 0)
        GL.glBindTexture(GL.GL_TEXTURE_2D_ARRAY, 0)
