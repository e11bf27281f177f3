namespace CraneAnomaly.Sinks.Formats.Zeek;

/// <summary>Function codes that the logs take apart (Modbus Application Protocol V1.1b3, 6).</summary>
internal static class ModbusFunction
{
    public const int ReadCoils = 1;
    public const int ReadDiscreteInputs = 2;
    public const int ReadHoldingRegisters = 3;
    public const int ReadInputRegisters = 4;
    public const int WriteSingleCoil = 5;
    public const int WriteSingleRegister = 6;
    public const int Diagnostics = 8;
    public const int WriteMultipleCoils = 15;
    public const int WriteMultipleRegisters = 16;
    public const int ReadFileRecord = 20;
    public const int WriteFileRecord = 21;
    public const int MaskWriteRegister = 22;
    public const int ReadWriteMultipleRegisters = 23;
    public const int ReadFifoQueue = 24;
    public const int EncapsulatedInterface = 43;

    /// <summary>The kind of encapsulated interface that reads device identification.</summary>
    public const int ReadDeviceIdentification = 14;
}
