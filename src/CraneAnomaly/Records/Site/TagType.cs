namespace CraneAnomaly.Records.Site;

/// <summary>How a value lies in registers (Modbus: 16 bits, upper byte first).</summary>
public enum TagType : byte
{
    /// <summary>Not said: what the source gives.</summary>
    Unstated,

    /// <summary>Unsigned, 16 bits.</summary>
    U16,

    /// <summary>Signed, 16 bits.</summary>
    I16,

    /// <summary>Unsigned, 32 bits.</summary>
    U32,

    /// <summary>Signed, 32 bits.</summary>
    I32,

    /// <summary>IEEE 754, 32 bits.</summary>
    F32,

    /// <summary>IEEE 754, 64 bits.</summary>
    F64,

    /// <summary>A coil, a discrete input, or a register that is not zero.</summary>
    Bool,
}
