#version 330 core
// Frames are finely meshed: what changes slowly is computed here, only the gloss for every pixel.
#include "part.glsl"
#include "studio.glsl"
out vec3 v_eye;
out vec3 v_normal;
out vec3 v_matt_light;
out vec3 v_sheet_mm;

void main() {
    vec3 place_mm = camera_mm();
    v_eye = view_axes(normalize(-place_mm));
    v_normal = view_axes(camera_normal());
    v_matt_light = studio_on_matt(v_normal) * open_to_room(v_normal);
    v_sheet_mm = vec3(a_uv, a_position_mm.z);
    gl_Position = u_clip_from_camera * vec4(place_mm, 1.0);
}
