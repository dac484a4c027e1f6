// Close fits of IEC 61966-2-1 (within half a grey level for what is drawn here) without `pow`, which costs five
// times as much on a processor. After I. Taylor, "sRGB Approximations for HLSL", 2012.
vec3 linear_from_srgb(vec3 c) {
    return c * (c * (c * 0.305306011 + 0.682171111) + 0.012522878);
}

vec3 srgb_from_linear(vec3 c) {
    vec3 half_ = sqrt(c);
    vec3 quarter = sqrt(half_);
    vec3 eighth = sqrt(quarter);
    return max(0.662002687 * half_ + 0.684122060 * quarter - 0.323583601 * eighth - 0.0225411470 * c, 0.0);
}
