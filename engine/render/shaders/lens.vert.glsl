#version 330 core
// A lens: what it reflects and how much of each colour it lets through, smooth enough to be computed here.
#include "part.glsl"
#include "studio.glsl"
uniform vec3 u_tint;       // linear, of light that passes
uniform float u_gradient;  // 1: the tint fades to clear at the lower rim
uniform vec3 u_mirror;     // linear, of a mirror coating; black: none
uniform vec3 u_coating;    // reflectance of the bare or coated surface, both sides
uniform vec2 u_picture_from_mm;  // texture coordinates a millimetre at 1 mm distance
uniform float u_bend_mm;
const float CLARITY = 0.6;  // people want to see their eyes: less reflection than a shop's bright room would give
out vec3 v_reflected;
out vec3 v_passes;
out vec2 v_bend;

void main() {
    vec3 place_mm = camera_mm();
    vec3 in_camera = camera_normal();
    vec3 eye = view_axes(normalize(-place_mm));
    vec3 normal = view_axes(in_camera);
    float facing = clamp(dot(normal, eye), 0.0, 1.0);
    vec3 at_right_angle = max(u_coating, u_mirror);
    vec3 reflectance = at_right_angle + (1.0 - at_right_angle) * pow(1.0 - facing, 5.0);  // Schlick
    v_reflected = studio(reflect(-eye, normal), 0.0) * reflectance * CLARITY;
    v_passes = mix(u_tint, vec3(0.96), u_gradient * smoothstep(0.6, -0.8, a_uv.y)) * (1.0 - reflectance);
    v_bend = in_camera.xy * u_picture_from_mm * (u_bend_mm / place_mm.z);
    gl_Position = u_clip_from_camera * vec4(place_mm, 1.0);
}
