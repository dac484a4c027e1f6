// The colour of the material, and how much of what is behind it it hides.
const int SOLID = 0;
const int TORTOISE = 1;
const int CRYSTAL = 2;
const int TWO_TONE = 3;
const float SHEET_MM = 96.0;  // the pattern repeats
uniform int u_pattern;
uniform vec3 u_colour;
uniform vec3 u_second_colour;
uniform float u_cover;  // of crystal
uniform sampler2D u_flecks;

vec4 body_colour(vec3 sheet_mm) {
    if (u_pattern == SOLID) {
        return vec4(u_colour, 1.0);
    }
    if (u_pattern == TORTOISE) {
        // Flecks run a little askew through the thickness of the sheet.
        float fleck = texture(u_flecks, (sheet_mm.xy + sheet_mm.z * vec2(0.6, 0.4)) / SHEET_MM).r;
        return vec4(mix(u_colour, u_second_colour, fleck), 1.0);
    }
    if (u_pattern == CRYSTAL) {
        return vec4(u_colour, u_cover);
    }
    return vec4(mix(u_second_colour, u_colour, smoothstep(-3.0, 3.0, sheet_mm.y)), 1.0);
}
