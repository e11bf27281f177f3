namespace CraneAnomaly.Records;

/// <summary>How the payload of a register access is to be read.</summary>
public enum ValueKind : byte
{
    /// <summary>There are no values.</summary>
    None = 0,

    /// <summary>Coils or discrete inputs: one bit each, least significant bit of the first byte first.</summary>
    Bits = 1,

    /// <summary>Registers: unsigned 16-bit, big-endian.</summary>
    Registers = 2,

    /// <summary>Opaque bytes.</summary>
    Bytes = 3,

    /// <summary>Identification objects: id (1 byte), length (1 byte), text.</summary>
    Objects = 4,

    /// <summary>File sub-requests or sub-responses in the protocol's own encoding.</summary>
    FileRecords = 5,
}

/// <summary>
/// The "values" shape: an access to a range of registers, coils or the like. On responses the address and quantity
/// are those of the matched request.
/// </summary>
public struct RegisterAccess
{
    /// <summary>Stands for "not known" in <see cref="Address"/>, <see cref="Quantity"/> and the like.</summary>
    public const int Absent = -1;

    // Kept, because two copies of vectors are less than seven stores.
    private static readonly RegisterAccess AllAbsent = new()
    {
        Address = Absent,
        Quantity = Absent,
        WriteAddress = Absent,
        WriteQuantity = Absent,
        Subfunction = Absent,
        AndMask = Absent,
        OrMask = Absent,
    };

    /// <summary>Zero-based first address, as on the wire, or <see cref="Absent"/>.</summary>
    public int Address;

    /// <summary>How many registers or coils, or <see cref="Absent"/>.</summary>
    public int Quantity;

    /// <summary>First address written by a combined read and write, or <see cref="Absent"/>.</summary>
    public int WriteAddress;

    /// <summary>How many are written by a combined read and write, or <see cref="Absent"/>.</summary>
    public int WriteQuantity;

    /// <summary>Sub-function: diagnostics code, MEI type or vendor function, or <see cref="Absent"/>.</summary>
    public int Subfunction;

    /// <summary>Symbol of the sub-function's name, 0 for none.</summary>
    public int SubfunctionSymbol;

    /// <summary>AND mask of a mask write, or <see cref="Absent"/>.</summary>
    public int AndMask;

    /// <summary>OR mask of a mask write, or <see cref="Absent"/>.</summary>
    public int OrMask;

    /// <summary>Frame that carried the matched request, 0 for none.</summary>
    public long RequestFrame;

    /// <summary>Number of values in the payload.</summary>
    public ushort ValueCount;

    /// <summary>Which table is addressed.</summary>
    public RegisterTable Table;

    /// <summary>How the payload is to be read.</summary>
    public ValueKind Values;

    /// <summary>Exception code, 0 for none.</summary>
    public byte ExceptionCode;

    /// <summary>An access with everything absent.</summary>
    public static RegisterAccess Empty => AllAbsent;
}

/// <summary>The address space of a register access (Modbus Application Protocol V1.1b3, 4.3).</summary>
public enum RegisterTable : byte
{
    /// <summary>None, or not known.</summary>
    None = 0,

    /// <summary>Coils: bits, read and written.</summary>
    Coils = 1,

    /// <summary>Discrete inputs: bits, read only.</summary>
    DiscreteInputs = 2,

    /// <summary>Holding registers: 16 bits, read and written.</summary>
    HoldingRegisters = 3,

    /// <summary>Input registers: 16 bits, read only.</summary>
    InputRegisters = 4,
}
