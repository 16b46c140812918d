#pragma once
#include <hs/hs.h>
/* Its memory is compared, too: mallinfo2 and malloc_trim, which Swift's Glibc leaves out. */
#include <malloc.h>
