// The colour of the material from the model's file, and how much of what is behind it it hides: all is drawn as
// crystal is, which hides everything where its cover is 1.
#include "srgb.glsl"
#define CRYSTAL 2
#define PATTERN CRYSTAL
uniform vec3 u_colour;
uniform float u_cover;
uniform float u_textured;
uniform sampler2D u_texture;
// Hair over the ear may lie before the temple (src/render/hair.ts).
uniform float u_covered;  // 0: it does not
uniform sampler2D u_camera;
uniform vec4 u_camera_from_pixel;
uniform vec4 u_way;  // in the picture: the tail of the brow, and the way to the ear over its squared length
uniform vec3 u_hair;  // CIELAB, as is u_skin
uniform vec3 u_skin;
const vec3 DAYLIGHT = vec3(0.95047, 1.0, 1.08883);

vec4 body_colour(vec3 place) {
    vec3 drawn = linear_from_srgb(texture(u_texture, place.xy).rgb);
    return vec4(u_colour * mix(vec3(1.0), drawn, u_textured), u_cover);
}

vec3 lab_of(vec3 srgb) {
    vec3 c = linear_from_srgb(srgb);
    vec3 xyz = vec3(dot(c, vec3(0.4124564, 0.3575761, 0.1804375)), dot(c, vec3(0.2126729, 0.7151522, 0.072175)),
                    dot(c, vec3(0.0193339, 0.119192, 0.9503041))) / DAYLIGHT;
    vec3 f = mix(xyz * 7.787037 + 0.1379310, pow(max(xyz, 1e-6), vec3(1.0 / 3.0)), step(0.008856, xyz));
    return vec3(116.0 * f.y - 16.0, 500.0 * (f.x - f.y), 200.0 * (f.y - f.z));
}

float hairness(vec3 lab) {
    float from_hair = length((lab - u_hair) * vec3(0.5, 1.0, 1.0));
    float from_skin = length((lab - u_skin) * vec3(0.35, 1.0, 1.0));
    float rather = 1.0 / (1.0 + exp(clamp((from_hair - from_skin) / 3.0, -30.0, 30.0)));
    return rather * clamp((32.0 - from_hair) / 14.0, 0.0, 1.0);
}

float hidden_by_hair() {
    vec2 place = gl_FragCoord.xy * u_camera_from_pixel.xy + u_camera_from_pixel.zw;
    float along = dot((place - u_way.xy) * vec2(textureSize(u_camera, 0)), u_way.zw);
    return hairness(lab_of(texture(u_camera, place).rgb)) * smoothstep(0.3, 0.75, along) * u_covered;
}

float presence(vec3 place) {
    float there = mix(1.0, texture(u_texture, place.xy).a, u_textured);
    return u_covered > 0.0 ? there * (1.0 - hidden_by_hair()) : there;
}
