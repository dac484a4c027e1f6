#version 330 core
// What is behind the lens, dimmed and bent, with what the lens reflects.
#include "srgb.glsl"
uniform sampler2D u_behind;
uniform vec2 u_size_px;
in vec3 v_reflected;
in vec3 v_passes;
in vec2 v_bend;
out vec4 o_colour;

void main() {
    vec3 behind = linear_from_srgb(texture(u_behind, gl_FragCoord.xy / u_size_px + v_bend).rgb);
    o_colour = vec4(srgb_from_linear(behind * v_passes + v_reflected), 1.0);
}
