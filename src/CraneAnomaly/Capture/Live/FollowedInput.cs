using CraneAnomaly.Capture.Files;

namespace CraneAnomaly.Capture.Live;

/// <summary>A file or source that is being read, and how far.</summary>
internal sealed class FollowedInput<TSink>(string source, string name, int input) where TSink : struct, IInputSink
{
    /// <summary>The source that it belongs to.</summary>
    public string Source { get; } = source;

    /// <summary>Its path or name.</summary>
    public string Name { get; } = name;

    /// <summary>Its ordinal.</summary>
    public int Input { get; } = input;

    /// <summary>Its reader, and what that has read; null while nothing was.</summary>
    public InputProgress<Turns<TSink>.Sink>? Progress { get; set; }

    /// <summary>SHA-256 of its first bytes, to know it again: a name is used for other files, too.</summary>
    public byte[] Head { get; set; } = [];

    /// <summary>How many bytes that are.</summary>
    public int HeadLength { get; set; }
}
