// The colour of the material, and how much of what is behind it it hides. PATTERN is fixed in each program:
// a processor would go through all of them for every pixel.
#define SOLID 0
#define TORTOISE 1
#define CRYSTAL 2
#define TWO_TONE 3
#define TEXTURED 4
#if PATTERN == TEXTURED
uniform sampler2D u_texture;  // sRGB
#endif
const float SHEET_MM = 96.0;  // the pattern repeats
uniform vec3 u_colour;
uniform vec3 u_second_colour;
uniform float u_cover;  // of crystal
uniform sampler2D u_flecks;

vec4 body_colour(vec3 sheet_mm) {
#if PATTERN == SOLID
    return vec4(u_colour, 1.0);
#elif PATTERN == TORTOISE
    // Flecks run a little askew through the thickness of the sheet.
    float fleck = texture(u_flecks, (sheet_mm.xy + sheet_mm.z * vec2(0.6, 0.4)) / SHEET_MM).r;
    return vec4(mix(u_colour, u_second_colour, fleck), 1.0);
#elif PATTERN == CRYSTAL
    return vec4(u_colour, u_cover);
#elif PATTERN == TEXTURED
    return vec4(u_colour * linear_from_srgb(texture(u_texture, sheet_mm.xy).rgb), u_cover);
#else
    return vec4(mix(u_second_colour, u_colour, smoothstep(-3.0, 3.0, sheet_mm.y)), 1.0);
#endif
}

// How much of the surface is there at all: a texture may have holes.
float presence(vec3 sheet_mm) {
#if PATTERN == TEXTURED
    return texture(u_texture, sheet_mm.xy).a;
#else
    return 1.0;
#endif
}
