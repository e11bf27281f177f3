using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Files;

namespace CraneAnomaly;

/// <summary>Captures to be read, and the part of each that is wanted.</summary>
public sealed record CaptureInputs
{
    /// <summary>Paths of captures; <c>-</c> is standard input.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>What they are; found from content by default.</summary>
    public InputFormat Format { get; init; }

    /// <summary>First frame wanted of each input, from 1.</summary>
    public long FirstFrame { get; init; } = 1;

    /// <summary>Last frame wanted of each input, included.</summary>
    public long LastFrame { get; init; } = long.MaxValue;

    /// <summary>First event time wanted, nanoseconds since 1970.</summary>
    public long FromNs { get; init; } = long.MinValue;

    /// <summary>End of the event time wanted, not included.</summary>
    public long ToNs { get; init; } = long.MaxValue;

    /// <summary>Whether a second reading of the input gives what the first gave: files do, pipes do not.</summary>
    public static bool CanBeReadAgain(string path) => InputPath.CanBeReadAgain(path);

    internal InputCut Cut => new(FirstFrame, LastFrame, FromNs, ToNs);
}
