// The colour of the material from the model's file, and how much of what is behind it it hides: all is drawn as
// crystal is, which hides everything where its cover is 1.
#include "srgb.glsl"
#define CRYSTAL 2
#define PATTERN CRYSTAL
uniform vec3 u_colour;
uniform float u_cover;
uniform float u_textured;
uniform sampler2D u_texture;

vec4 body_colour(vec3 place) {
    vec3 drawn = linear_from_srgb(texture(u_texture, place.xy).rgb);
    return vec4(u_colour * mix(vec3(1.0), drawn, u_textured), u_cover);
}

float presence(vec3 place) {
    return mix(1.0, texture(u_texture, place.xy).a, u_textured);
}
