#version 330 core
// Acetate and metal, lit by the studio. Writes sRGB, premultiplied.
#include "srgb.glsl"
#include "studio.glsl"
#include "pattern.glsl"
uniform float u_metalness;
uniform float u_level;  // of the studio's maps: five times the roughness
in vec3 v_eye;
in vec3 v_normal;
in vec3 v_matt_light;
in vec3 v_sheet_mm;
out vec4 o_colour;
#ifdef BEHIND_HAIR
uniform sampler2D u_hair;  // how much it hides, over a part of the picture
uniform vec4 u_hair_from_pixel;
#endif

// Split-sum reflection, B. Karis, "Physically Based Shading on Mobile", 2014.
vec3 gloss(vec3 f0, float facing) {
    float roughness = u_level * 0.2;
    vec4 r = roughness * vec4(-1.0, -0.0275, -0.572, 0.022) + vec4(1.0, 0.0425, 1.04, -0.04);
    float a004 = min(r.x * r.x, exp2(-9.28 * facing)) * r.x + r.y;
    vec2 ab = vec2(-1.04, 1.04) * a004 + r.zw;
    return f0 * ab.x + ab.y;
}

vec3 shoulder(vec3 c) {
    vec3 over = max(c - 0.75, 0.0);
    return min(c, 0.75) + over / (1.0 + 4.0 * over);
}

void main() {
    vec3 eye = v_eye;
    vec3 normal = normalize(v_normal);
    float facing = clamp(dot(normal, eye), 0.03, 1.0);
    vec3 bounced = reflect(-eye, normal);
    vec4 body = body_colour(v_sheet_mm);
    vec3 f0 = mix(vec3(0.045), body.rgb, u_metalness);
    // Where the surface turns within a pixel, so does its reflection: softer light instead of glittering beads.
    float level = min(u_level + 3.0 * length(fwidth(normal)), STUDIO_LEVELS - 1.0);
    vec3 shine = studio(bounced, level) * gloss(f0, facing) * open_to_room(bounced);
    vec3 light = body.rgb * v_matt_light * (1.0 - u_metalness) + shine;
    o_colour = vec4(srgb_from_linear(shoulder(light)), 1.0);
#if PATTERN == CRYSTAL || PATTERN == TEXTURED
    float cover = mix(body.a, 1.0, clamp(dot(shine, vec3(0.333)), 0.0, 1.0));
    o_colour = vec4(o_colour.rgb * cover, cover);
#endif
    o_colour *= presence(v_sheet_mm);
#ifdef BEHIND_HAIR
    o_colour *= 1.0 - texture(u_hair, gl_FragCoord.xy * u_hair_from_pixel.xy + u_hair_from_pixel.zw).r;
#endif
}
