"""An OpenGL 3.3 context without window or display, by EGL. Any number may live beside Qt's, each on its thread."""

from __future__ import annotations

import ctypes
import functools

from engine.errors import GpuUnusable

_OPENGL_API = 0x30A2
_OPENGL_BIT = 0x0008
_PLATFORM_SURFACELESS_MESA = 0x31DD
_RENDERABLE_TYPE, _SURFACE_TYPE, _PBUFFER_BIT, _NONE = 0x3040, 0x3033, 0x0001, 0x3038
_MAJOR, _MINOR, _PROFILE, _CORE = 0x3098, 0x30FB, 0x30FD, 0x0001

_Handle = ctypes.c_void_p
_SIGNATURES: dict[str, tuple[object, list[object]]] = {
    "eglGetProcAddress": (_Handle, [ctypes.c_char_p]),
    "eglGetDisplay": (_Handle, [_Handle]),
    "eglInitialize": (ctypes.c_uint, [_Handle, _Handle, _Handle]),
    "eglBindAPI": (ctypes.c_uint, [ctypes.c_uint]),
    "eglChooseConfig": (ctypes.c_uint, [_Handle, _Handle, _Handle, ctypes.c_int, _Handle]),
    "eglCreateContext": (_Handle, [_Handle, _Handle, _Handle, _Handle]),
    "eglMakeCurrent": (ctypes.c_uint, [_Handle, _Handle, _Handle, _Handle]),
    "eglDestroyContext": (ctypes.c_uint, [_Handle, _Handle]),
    "eglReleaseThread": (ctypes.c_uint, []),
}


@functools.cache
def _library() -> ctypes.CDLL:
    try:
        egl = ctypes.CDLL("libEGL.so.1")
    except OSError as error:
        raise GpuUnusable("libEGL is missing; on Debian and Ubuntu install libegl1.") from error
    for name, (result, arguments) in _SIGNATURES.items():
        function = getattr(egl, name)
        function.restype, function.argtypes = result, arguments
    return egl


@functools.cache
def _display() -> int:
    """The display without a screen where the driver has one, else the default; never terminated: others use it."""
    egl = _library()
    address = egl.eglGetProcAddress(b"eglGetPlatformDisplayEXT")
    candidates = []
    if address:
        get_platform = ctypes.CFUNCTYPE(_Handle, ctypes.c_uint, _Handle, _Handle)(address)
        candidates.append(get_platform(_PLATFORM_SURFACELESS_MESA, None, None))
    candidates.append(egl.eglGetDisplay(None))
    for display in candidates:
        if display and egl.eglInitialize(display, None, None):
            return int(display)
    raise GpuUnusable("EGL finds no graphics driver; on Debian and Ubuntu install libgl1-mesa-dri.")


def _integers(*values: int) -> ctypes.Array[ctypes.c_int]:
    return (ctypes.c_int * len(values))(*values)


class EglContext:
    """Current on the thread that made it until `release`, which the same thread must call."""

    def __init__(self) -> None:
        egl, display = _library(), _display()
        config, found = _Handle(), ctypes.c_int()
        wanted = _integers(_RENDERABLE_TYPE, _OPENGL_BIT, _SURFACE_TYPE, _PBUFFER_BIT, _NONE)
        egl.eglBindAPI(_OPENGL_API)
        egl.eglChooseConfig(display, wanted, ctypes.byref(config), 1, ctypes.byref(found))
        version = _integers(_MAJOR, 3, _MINOR, 3, _PROFILE, _CORE, _NONE)
        self._context = egl.eglCreateContext(display, config, None, version)
        if not self._context or not egl.eglMakeCurrent(display, None, None, self._context):
            raise GpuUnusable("The graphics driver offers no OpenGL 3.3 without a window.")

    def release(self) -> None:
        egl, display = _library(), _display()
        egl.eglMakeCurrent(display, None, None, None)
        egl.eglDestroyContext(display, self._context)
        egl.eglReleaseThread()
