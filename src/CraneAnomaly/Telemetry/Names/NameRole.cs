namespace CraneAnomaly.Telemetry.Names;

/// <summary>What a scalar under a name is good for.</summary>
internal enum NameRole : byte
{
    /// <summary>Not asked yet.</summary>
    Unresolved = 0,

    /// <summary>Nothing.</summary>
    Ignored,

    /// <summary>The value of a signal.</summary>
    Value,

    /// <summary>The quality of the value under <see cref="NameEntry.Base"/>.</summary>
    Quality,

    /// <summary>The unit of the value under <see cref="NameEntry.Base"/>.</summary>
    Unit,

    /// <summary>The time at which values were taken.</summary>
    Time,

    /// <summary>The time at which the message was made: that of the values where they have none of their own.</summary>
    MessageTime,

    /// <summary>The time at which somebody else received the message.</summary>
    ReceivedTime,

    /// <summary>The name of the crane.</summary>
    Crane,

    /// <summary>The name of the object that it stands in; of a crane where that is one.</summary>
    Id,

    /// <summary>TIC 4.0's point of measurement.</summary>
    Point,

    /// <summary>TIC 4.0's type of it.</summary>
    PointType,

    /// <summary>The unit of the observed property it stands in.</summary>
    OwnUnit,

    /// <summary>The quality of the observed property it stands in.</summary>
    OwnQuality,

    /// <summary>The value of the observed property it stands in.</summary>
    OwnValue,
}
