#version 330 core
// A lens: what it reflects and how much of each colour it lets through.
#include "part.glsl"
#include "studio.glsl"
#include "srgb.glsl"
uniform vec3 u_colour;  // linear, of light that passes
uniform float u_textured;
uniform sampler2D u_texture;
uniform vec3 u_reflectance;
uniform vec2 u_picture_from_mm;
uniform float u_bend_mm;
const float CLARITY = 0.6;  // as in the engine's lens.vert.glsl
out vec3 v_reflected;
out vec3 v_passes;
out vec2 v_bend;

void main() {
    vec3 place_mm = camera_mm();
    vec3 in_camera = camera_normal();
    vec3 eye = view_axes(normalize(-place_mm));
    vec3 normal = view_axes(in_camera);
    float facing = clamp(dot(normal, eye), 0.0, 1.0);
    vec3 reflectance = u_reflectance + (1.0 - u_reflectance) * pow(1.0 - facing, 5.0);  // Schlick
    v_reflected = studio(reflect(-eye, normal), 0.0) * reflectance * CLARITY;
    vec3 drawn = linear_from_srgb(textureLod(u_texture, a_uv, 0.0).rgb);
    v_passes = u_colour * mix(vec3(1.0), drawn, u_textured) * (1.0 - reflectance);
    v_bend = in_camera.xy * vec2(1.0, -1.0) * u_picture_from_mm * (u_bend_mm / place_mm.z);
    gl_Position = u_clip_from_camera * vec4(place_mm, 1.0);
}
