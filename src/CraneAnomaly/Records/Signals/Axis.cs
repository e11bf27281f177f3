namespace CraneAnomaly.Records.Signals;

/// <summary>An axis of motion of a crane.</summary>
public enum Axis : byte
{
    /// <summary>Up and down; up is plus.</summary>
    Hoist = 0,

    /// <summary>Along the boom; waterside is plus.</summary>
    Trolley = 1,

    /// <summary>Along the quay; right, facing the water, is plus.</summary>
    Gantry = 2,

    /// <summary>The boom; raising it is plus.</summary>
    Boom = 3,
}
