using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace CraneAnomaly.Fuzz.Engine;

/// <summary>
/// The edges that instrumented code passes, counted in one byte each as AFL does, and which hit-count classes of each
/// were ever seen.
/// </summary>
internal sealed unsafe class CoverageMap
{
    private const int Size = 1 << 16;

    private readonly byte* _counts = (byte*)NativeMemory.AllocZeroed(Size);
    private readonly byte[] _seen = new byte[Size];
    private readonly byte[] _class = new byte[256];

    public CoverageMap()
    {
        for (int count = 1; count < 256; count++)
        {
            _class[count] = count switch
            {
                1 => 1,
                2 => 2,
                3 => 4,
                <= 7 => 8,
                <= 15 => 16,
                <= 31 => 32,
                <= 127 => 64,
                _ => 128,
            };
        }

        // Never freed: instrumented code may run until the process ends.
        Trace.SharedMem = _counts;
    }

    /// <summary>Edges ever seen.</summary>
    public int Edges { get; private set; }

    /// <summary>Forgets counts of code that ran outside of an execution.</summary>
    public void Begin()
    {
        Trace.PrevLocation = 0;
        new Span<byte>(_counts, Size).Clear();
    }

    /// <summary>Takes the counts of one execution; true when an edge or a hit-count class is new.</summary>
    public bool TakeNew()
    {
        bool isNew = false;
        Span<byte> rest = new(_counts, Size);
        int at = 0;
        while (rest[at..].IndexOfAnyExcept((byte)0) is var step and >= 0)
        {
            at += step;
            byte seen = _seen[at], bit = _class[rest[at]];
            if ((seen & bit) == 0)
            {
                isNew = true;
                if (seen == 0) Edges++;
                _seen[at] = (byte)(seen | bit);
            }

            at++;
        }

        return isNew;
    }
}
