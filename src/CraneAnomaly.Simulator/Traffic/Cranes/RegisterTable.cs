namespace CraneAnomaly.Simulator.Traffic.Cranes;

/// <summary>The four tables of a Modbus server (Application Protocol V1.1b3, 4.3).</summary>
internal enum RegisterTable
{
    Coils,
    DiscreteInputs,
    HoldingRegisters,
    InputRegisters,
}
