/* The arenas in which brains live, and what their lives earn. N arenas of C cells with their ring, J starts, K planes. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define L 16 /* arenas or lives side by side */

struct world {
    int arenas, starts, kinds, size, steps;
    double shaping;
    const float *planes;     /* as each program says */
    const uint8_t *walls;    /* (N, C) */
    const int16_t *touch;    /* (N, C): 0, or what stands there, pays 1 and ends a life */
    const int32_t *distance; /* (N, C): steps to it, -1 where there is no way */
    const int32_t *begins;   /* (N, J): cells */
};

/* What a life earns: 1 where the goal was touched, else of the share of the way gone, times shaping. */
static inline double earned(const struct world *world, int won, int way, int closest)
{
    return won ? 1.0 : way > 0 ? world->shaping * (way - closest) / way : 0.0;
}
