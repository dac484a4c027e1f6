#version 330 core
// A shadow as something dark laid over: its square root dims the sRGB values as the shadow dims the light.
uniform sampler2D u_coverage;
uniform float u_opacity;
in vec2 v_place;
in vec4 v_weights;
out vec4 o_colour;
const vec3 SHADED_SKIN = vec3(0.16, 0.05, 0.03);

void main() {
    float shade = 1.0 - sqrt(1.0 - min(dot(texture(u_coverage, v_place), v_weights), 0.9));
    o_colour = vec4(SHADED_SKIN, 1.0) * (shade * u_opacity);
}
