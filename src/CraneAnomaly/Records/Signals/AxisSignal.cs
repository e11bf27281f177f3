namespace CraneAnomaly.Records.Signals;

/// <summary>What is measured of every axis.</summary>
public enum AxisSignal : byte
{
    /// <summary>Where it is, m; of the boom its angle, degrees, 0 down.</summary>
    Position = 0,

    /// <summary>How fast it moves, m/s, signed; of the boom degrees/s (TIC 4.0: output).</summary>
    Speed = 1,

    /// <summary>The speed that the controller asks of the drive, m/s, signed (TIC 4.0: internal_input).</summary>
    Reference = 2,

    /// <summary>What the operator or the automation asks, -1 to 1 of full stick (TIC 4.0: input).</summary>
    Demand = 3,

    /// <summary>Torque, share of rated.</summary>
    Torque = 4,

    /// <summary>1 while the brake is released.</summary>
    Brake = 5,

    /// <summary>The speed limit in force, share of rated.</summary>
    SpeedLimit = 6,

    /// <summary>1 at the end of travel in the direction of plus.</summary>
    LimitPlus = 7,

    /// <summary>1 at the end of travel in the direction of minus.</summary>
    LimitMinus = 8,

    /// <summary>1 in the zone where the axis has to slow down.</summary>
    Slowdown = 9,
}
