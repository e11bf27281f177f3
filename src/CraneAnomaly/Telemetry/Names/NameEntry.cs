using CraneAnomaly.Checkpoints;

namespace CraneAnomaly.Telemetry.Names;

/// <summary>A name inside of another, and what is known of it.</summary>
internal struct NameEntry
{
    /// <summary>The name around it.</summary>
    public int Parent;

    /// <summary>What a scalar under it is.</summary>
    public NameRole Role;

    /// <summary>The name of the value that it is about.</summary>
    public int Base;

    /// <summary>The name that stood behind it the last time.</summary>
    public int Next;

    /// <summary>Number of its signal among all signals met, to find a value of the same one in a message.</summary>
    public int Series;

    /// <summary>Hash of <see cref="Key"/> and <see cref="Parent"/>.</summary>
    [NotState("Depends on the secret of a process.")]
    public uint Hash;

    /// <summary>The name as written.</summary>
    public byte[] Key;

    /// <summary>The last object in which it stood: twice in one is an error.</summary>
    public long LastObject;

    /// <summary>The last message in which it had a value, and which that was.</summary>
    public long LastMessage;

    /// <summary>The value of that message.</summary>
    public int LastValue;

    /// <summary>What its values mean, when it is a value.</summary>
    public SignalBinding Binding;
}
